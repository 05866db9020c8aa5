import Image from 'next/image';
import Link from 'next/link';
import { Greeting } from './greeting';

export default function Page() {
  return (
    <main>
      <h1>{process.env.NEXT_PUBLIC_BRAND}</h1>
      <Image src="/colours.png" width={128} height={128} alt="Colours" />
      <Greeting />
      <Link href="/time">What time is it?</Link>
    </main>
  );
}
