'use client';

import { useEffect, useState } from 'react';
import { publicEnv } from './public-env';

export function Greeting() {
  const [greeting, setGreeting] = useState('Asking …');

  useEffect(() => {
    fetch(`${publicEnv('API_URL')}/greeting`)
      .then(response => response.json())
      .then(answer => setGreeting(answer.greeting))
      .catch(() => setGreeting('The API does not answer'));
  }, []);

  return <p id="greeting">{greeting}</p>;
}
