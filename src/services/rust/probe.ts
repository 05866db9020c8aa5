import { Instruction } from '../../dockerfile/instruction';
import type { StageModel } from '../../dockerfile/stage';
import type { HealthCheck } from '../../model/health-check';
import { needsProbe, probeStage } from '../binary/probe';

const SOURCE = `
// probe PORT MILLISECONDS [PATH]: ends with 0 if the port takes a connection and, with a path, answers GET with 200 to 399.
use std::io::{Error, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let address = SocketAddr::from(([127, 0, 0, 1], arguments[1].parse().expect("a port")));
    let patience = Duration::from_millis(arguments[2].parse().expect("milliseconds"));
    let mut connection = TcpStream::connect_timeout(&address, patience)?;
    let Some(path) = arguments.get(3) else { return Ok(()) };
    connection.set_read_timeout(Some(patience))?;
    connection.set_write_timeout(Some(patience))?;
    write!(connection, "GET {path} HTTP/1.1\\r\\nHost: {address}\\r\\nUser-Agent: probe\\r\\nConnection: close\\r\\n\\r\\n")?;
    let mut answer = [0; "HTTP/1.1 200".len()];
    connection.read_exact(&mut answer)?;
    match answer[9] {
        b'2' | b'3' => Ok(()),
        _ => Err(Error::other(format!("status {}", String::from_utf8_lossy(&answer[9..])))),
    }
}
`;

/** The program for the health check, where it needs one. */
export function rustProbe(health: HealthCheck, isStatic: boolean): StageModel[] {
  if (!needsProbe(health)) return [];
  const linked = isStatic ? ' -C target-feature=+crt-static' : '';
  return [probeStage({
    file: 'probe.rs',
    text: SOURCE,
    before: [] as Instruction[],
    commands: ['mkdir /out', `rustc --edition 2021 -O -C panic=abort -C strip=symbols${linked} -o /out/probe probe.rs`],
  })];
}
