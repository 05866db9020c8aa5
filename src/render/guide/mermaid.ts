/** What Mermaid draws at most, as GitHub has it. */
const MOST_EDGES = 500;
const MOST_CHARACTERS = 50_000;

/** The shapes of nodes, and what stands around their labels. */
const SHAPES = {
  box: ['[', ']'],
  double: ['[[', ']]'],
  round: ['(', ')'],
  pill: ['([', '])'],
  cylinder: ['[(', ')]'],
} as const;

const ARROWS = { solid: '-->', dotted: '-.->', line: '---' } as const;

/**
 * A flowchart of Mermaid, from left to right. Names never become identifiers (`end` is a word of the language), and stand quoted in labels.
 */
export class Flowchart {
  private readonly ids = new Map<string, string>();
  private readonly nodes: string[] = [];
  private readonly edges: string[] = [];

  /**
   * Adds a node, once.
   *
   * @param key what it is called here
   * @param label lines of text
   */
  public node(key: string, label: readonly string[], shape: keyof typeof SHAPES): void {
    if (this.ids.has(key)) return;
    const id = `n${this.ids.size + 1}`;
    const [open, close] = SHAPES[shape];
    this.ids.set(key, id);
    this.nodes.push(`${id}${open}"${quoted(label)}"${close}`);
  }

  /** Draws an arrow between two nodes that are there. */
  public edge(from: string, to: string, arrow: keyof typeof ARROWS, label?: string): void {
    this.edges.push(`${this.ids.get(from)!} ${ARROWS[arrow]}${label === undefined ? '' : `|"${quoted([label])}"|`} ${this.ids.get(to)!}`);
  }

  /** The diagram; `undefined` where it is larger than what is drawn. */
  public render(): string | undefined {
    const text = ['flowchart LR', ...[...this.nodes, ...this.edges].map(line => `  ${line}`)].join('\n');
    // A reader of Markdown leaves a line break at its end.
    return this.edges.length > MOST_EDGES || text.length + 1 > MOST_CHARACTERS ? undefined : text;
  }
}

/** What means something in a label: to the language, to Markdown, or as the name of an icon or an address. */
const SPECIAL = /[^\p{L}\p{N} ./_:,()@+=-]|:(?=fa-)|(?<=\bwww)\./gu;

function quoted(label: readonly string[]): string {
  const escaped = label.map(line => line.replace(/[\s\p{Cc}]+/gu, ' ').replace(SPECIAL, char => `#${char.codePointAt(0)};`)).join('<br>');
  // Between a colon and an entity, the word `style` anywhere before them would make a style sheet of the line.
  return (escaped.includes('#') ? escaped.replace(/:/g, '#58;') : escaped) || ' ';
}
