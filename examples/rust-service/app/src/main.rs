//! A service that counts words.

mod http;
mod log;
mod stop;

use http::{Answer, Request};
use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const VERSION: &str = match option_env!("APP_VERSION") {
    Some(version) => version,
    None => "dev",
};

fn main() -> std::io::Result<()> {
    stop::listen();
    let port = std::env::var("PORT").ok().and_then(|port| port.parse::<u16>().ok()).unwrap_or(8080);
    let listener = TcpListener::bind(("0.0.0.0", port))?;
    listener.set_nonblocking(true)?;
    log::event("listening", &[("port", &port.to_string()), ("version", VERSION)]);

    let open = Arc::new(AtomicUsize::new(0));
    while !stop::asked() {
        match listener.accept() {
            Ok((connection, _)) => {
                let open = Arc::clone(&open);
                open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    if let Err(error) = http::serve(connection, route) {
                        log::event("failed", &[("error", &error.to_string())]);
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(10)),
            Err(error) => log::event("failed", &[("error", &error.to_string())]),
        }
    }

    log::event("stopping", &[]);
    // Less than the ten seconds after which the container is killed.
    let patience = Instant::now() + Duration::from_secs(8);
    while open.load(Ordering::SeqCst) > 0 && Instant::now() < patience {
        thread::sleep(Duration::from_millis(10));
    }
    log::event("stopped", &[]);
    Ok(())
}

fn route(request: &Request) -> Answer {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/healthz") => Answer::ok(format!(r#"{{"status":"ok","version":{}}}"#, log::quoted(VERSION))),
        ("POST", "/count") => {
            let (words, distinct) = count(&request.body);
            Answer::ok(format!(r#"{{"words":{words},"distinct":{distinct}}}"#))
        }
        _ => Answer { status: "404 Not Found", body: r#"{"error":"there is nothing here"}"#.into() },
    }
}

fn count(text: &str) -> (usize, usize) {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let distinct: HashSet<&String> = words.iter().collect();
    (words.len(), distinct.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_counted_whatever_their_case() {
        assert_eq!(super::count("The cat and the  dog\n"), (5, 4));
    }
}
