/** What a command says while it works: on standard error, so that its result can be piped. */
export interface Progress {
  /** Says what is being done now. */
  step(text: string): void;
  /** Takes back what is not of lasting interest. */
  end(): void;
}

const FRAMES = ['-', '\\', '|', '/'];
const FRAME_MS = 120;

/** One line that moves in a terminal; a plain line for each step everywhere else, without any control character. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY && process.env.TERM !== 'dumb' && !process.env.CI ? moving(stream) : plain(stream);
}

function plain(stream: NodeJS.WriteStream): Progress {
  let last: string | undefined;
  return {
    step: text => {
      if (text !== last) stream.write(`${text}\n`);
      last = text;
    },
    end: () => undefined,
  };
}

function moving(stream: NodeJS.WriteStream): Progress {
  let text = '';
  let frame = 0;
  const started = Date.now();
  const draw = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const line = `${FRAMES[frame++ % FRAMES.length]} ${text} (${seconds} s)`;
    stream.write(`\r\x1b[K${line.slice(0, Math.max((stream.columns || 80) - 1, 20))}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  // It must not keep a process alive that has nothing else to do.
  timer.unref();
  return {
    step: next => {
      text = next;
      draw();
    },
    end: () => {
      clearInterval(timer);
      stream.write('\r\x1b[K');
    },
  };
}
