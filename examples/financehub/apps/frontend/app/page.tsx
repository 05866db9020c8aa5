import { Accounts } from './accounts';

export default function Page() {
  return (
    <main>
      <h1>FinanceHub</h1>
      <Accounts />
    </main>
  );
}
