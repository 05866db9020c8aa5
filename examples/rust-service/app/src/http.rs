//! As much of HTTP/1.1 as this service needs: one request for each connection.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const LARGEST_HEAD: u64 = 16 * 1024;
const LARGEST_BODY: u64 = 1024 * 1024;

pub struct Request {
    pub method: String,
    pub path: String,
    pub body: String,
}

pub struct Answer {
    pub status: &'static str,
    pub body: String,
}

impl Answer {
    pub fn ok(body: String) -> Self {
        Answer { status: "200 OK", body }
    }
}

pub fn serve(mut connection: TcpStream, route: fn(&Request) -> Answer) -> Result<()> {
    connection.set_nonblocking(false)?;
    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
    connection.set_write_timeout(Some(Duration::from_secs(5)))?;
    let started = Instant::now();
    let (request, answer) = match read(&connection) {
        Ok(Some(request)) => {
            let answer = route(&request);
            (request, answer)
        }
        // A connection without a request is a probe of the port.
        Ok(None) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            let request = Request { method: "?".into(), path: "?".into(), body: String::new() };
            (request, Answer { status: "400 Bad Request", body: r#"{"error":"this is no request"}"#.into() })
        }
        Err(error) => return Err(error),
    };
    write!(
        connection,
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        answer.status,
        answer.body.len(),
        answer.body
    )?;
    if request.path != "/healthz" {
        let milliseconds = started.elapsed().as_millis().to_string();
        crate::log::event("request", &[("method", &request.method), ("path", &request.path), ("status", answer.status), ("milliseconds", &milliseconds)]);
    }
    Ok(())
}

fn read(connection: &TcpStream) -> Result<Option<Request>> {
    let mut reader = BufReader::new(connection).take(LARGEST_HEAD);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(Error::from(ErrorKind::InvalidData));
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 {
            return Err(Error::from(ErrorKind::InvalidData));
        }
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<u64>().map_err(|_| Error::from(ErrorKind::InvalidData))?;
        }
    }
    if length > LARGEST_BODY {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    reader.set_limit(length);
    let mut body = Vec::new();
    reader.read_to_end(&mut body)?;
    let body = String::from_utf8(body).map_err(|_| Error::from(ErrorKind::InvalidData))?;
    Ok(Some(Request { method, path, body }))
}
