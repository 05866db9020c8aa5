import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PublicEnv } from './public-env';

export const metadata: Metadata = { title: process.env.NEXT_PUBLIC_BRAND };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <PublicEnv />
        {children}
      </body>
    </html>
  );
}
