/** What an expression of GitHub Actions may be. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value | undefined };
export type Contexts = Readonly<Record<string, Value>>;
export type Functions = Readonly<Record<string, (...args: Value[]) => Value>>;

/** Functions that say how what came before has ended; a condition without one of them begins with `success() &&`. */
const STATUS = /\b(?:success|failure|cancelled|always)\s*\(/;
const TOKEN = /\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|(&&|\|\||==|!=|[!()[\].,*])|([A-Za-z_][\w-]*))/y;

/**
 * Evaluates an expression as GitHub's runner does.
 *
 * @throws for everything that generated workflows have no need of, because it would not have been tried out
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(text: string, contexts: Contexts, functions: Functions): Value {
  return new Parser(text, contexts, functions).result();
}

/** A text with expressions in it; one that is nothing but an expression has its value. */
export function interpolate(text: string, contexts: Contexts, functions: Functions): Value {
  const [, only] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text) ?? [];
  if (only !== undefined) return evaluate(only, contexts, functions);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => textOf(evaluate(expression, contexts, functions)));
}

/** Whether a job or a step is to run. */
export function isDue(condition: string | undefined, contexts: Contexts, functions: Functions): boolean {
  const text = String(condition ?? 'success()').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  return isTruthy(evaluate(STATUS.test(text) ? text : `success() && (${text})`, contexts, functions));
}

export function textOf(value: Value): string {
  return value === null ? '' : typeof value === 'object' ? 'Object' : String(value);
}

function isTruthy(value: Value): boolean {
  return value !== null && value !== '' && value !== 0 && value !== false;
}

/** A collection that came of `*`: properties are taken of each. */
class Each {
  public constructor(public readonly values: readonly Value[]) {}
}

class Parser {
  private readonly tokens: string[] = [];

  public constructor(private readonly text: string, private readonly contexts: Contexts, private readonly functions: Functions) {
    TOKEN.lastIndex = 0;
    for (let end = text.trimEnd().length; TOKEN.lastIndex < end;) {
      const [, ...kinds] = TOKEN.exec(text) ?? [];
      const token = kinds.find(kind => kind !== undefined);
      if (token === undefined) throw new Error(`an expression that this runner does not know: ${text}`);
      this.tokens.push(token);
    }
  }

  public result(): Value {
    const value = this.or();
    if (this.tokens.length > 0) throw new Error(`an expression that goes on with ${this.tokens[0]}: ${this.text}`);
    return value;
  }

  private take(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`an expression that has no ${token} before ${this.tokens[0] ?? 'its end'}: ${this.text}`);
  }

  private or(): Value {
    let value = this.and();
    while (this.take('||')) {
      const right = this.and();
      value = isTruthy(value) ? value : right;
    }
    return value;
  }

  private and(): Value {
    let value = this.equality();
    while (this.take('&&')) {
      const right = this.equality();
      value = isTruthy(value) ? right : value;
    }
    return value;
  }

  private equality(): Value {
    const value = this.unary();
    for (const operator of ['==', '!=']) {
      if (this.take(operator)) return isEqual(value, this.unary()) === (operator === '==');
    }
    return value;
  }

  private unary(): Value {
    return this.take('!') ? !isTruthy(this.unary()) : this.primary();
  }

  private primary(): Value {
    const token = this.tokens.shift();
    if (token === '(') {
      const value = this.or();
      this.expect(')');
      return value;
    }
    if (token?.startsWith("'")) return token.slice(1, -1).replace(/''/g, "'");
    if (token !== undefined && /^\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (token === undefined || !/^[A-Za-z_]/.test(token)) throw new Error(`an expression with ${token ?? 'an end'} where a value should be: ${this.text}`);
    return this.take('(') ? this.call(token) : this.path(token);
  }

  private call(name: string): Value {
    const args: Value[] = [];
    while (!this.take(')')) {
      if (args.length > 0) this.expect(',');
      args.push(this.or());
    }
    if (!Object.hasOwn(this.functions, name)) throw new Error(`a function that this runner does not know: ${name} in ${this.text}`);
    return this.functions[name](...args);
  }

  private path(name: string): Value {
    if (!Object.hasOwn(this.contexts, name)) throw new Error(`a context that is not there: ${name} in ${this.text}`);
    let value: Value | Each = this.contexts[name];
    while (this.take('.')) {
      const property = this.tokens.shift()!;
      value = property === '*' ? new Each(Object.values(value as object)) : of(value, property);
    }
    return value instanceof Each ? value.values : value;
  }
}

function of(value: Value | Each, property: string): Value | Each {
  if (value instanceof Each) return new Each(value.values.map(one => of(one, property) as Value).filter(one => one !== null));
  return value !== null && typeof value === 'object' && Object.hasOwn(value, property) ? (value as Record<string, Value>)[property] ?? null : null;
}

function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right && (left === null) === (right === null)) return left === right;
  return numberOf(left) === numberOf(right);
}

function numberOf(value: Value): number {
  return typeof value === 'object' && value !== null ? NaN : Number(value);
}
