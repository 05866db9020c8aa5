export const revalidate = 10;

export default function Time() {
  return <p>{`It was ${new Date().toISOString()} when this page was made.`}</p>;
}
