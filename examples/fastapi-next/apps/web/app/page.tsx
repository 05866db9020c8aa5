import { connection } from 'next/server';

interface Note {
  text: string;
}

/** Made anew for every request, on the server, which reaches the API by its name in the services' network. */
export default async function Page() {
  await connection();
  const response = await fetch(`${process.env.API_URL}/notes`);
  const notes: Note[] = await response.json();
  return (
    <main>
      <h1>Notes</h1>
      <ul>
        {notes.map(({ text }, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </main>
  );
}
