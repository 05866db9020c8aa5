FROM oven/bun:1.3.2-slim
USER 1000:1000
CMD ["bun", "run", "src/index.ts"]
