'use client';

import { useEffect, useState } from 'react';

interface Account {
  id: number;
  name: string;
  /** In cents. */
  balance: number;
}

/** Where the browser finds the API: a part of the page since it was built. */
const API = process.env.NEXT_PUBLIC_API_URL;

export function Accounts() {
  const [accounts, setAccounts] = useState<Account[]>();
  const [error, setError] = useState<string>();

  useEffect(() => {
    fetch(`${API}/api/accounts/`)
      .then(response => response.json())
      .then(body => setAccounts(body.accounts))
      .catch(() => setError('The accounts cannot be reached.'));
  }, []);

  if (error) return <p role="alert">{error}</p>;
  if (!accounts) return <p>…</p>;
  return (
    <ul>
      {accounts.map(({ id, name, balance }) => (
        <li key={id}>
          {name}: {(balance / 100).toFixed(2)}
        </li>
      ))}
    </ul>
  );
}
