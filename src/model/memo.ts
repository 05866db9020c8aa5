/** The same function, which looks at each object once: what it said is forgotten with the object. */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return key => {
    let entry = known.get(key);
    if (!entry) {
      entry = { value: make(key) };
      known.set(key, entry);
    }
    return entry.value;
  };
}

/** The same function, which looks at each text once, as long as there are not too many of them. */
export function oncePerText<V>(make: (text: string) => V, atMost: number = 20_000): (text: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return text => {
    let entry = known.get(text);
    if (!entry) {
      if (known.size >= atMost) known.clear();
      entry = { value: make(text) };
      known.set(text, entry);
    }
    return entry.value;
  };
}
