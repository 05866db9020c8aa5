interface Greeting { readonly message: string }

/** The page of a path. */
export async function render(path: string): Promise<Node> {
  const name = /^\/hello\/([^/]+)$/.exec(path)?.[1];
  if (path === '/') return paragraph('Whom shall we greet?');
  if (name === undefined) return paragraph('There is no such page.');
  const response = await fetch(`/api/hello/${name}`);
  if (!response.ok) return paragraph('The service does not answer; try again in a moment.');
  const { message } = await response.json() as Greeting;
  return paragraph(message);
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}
