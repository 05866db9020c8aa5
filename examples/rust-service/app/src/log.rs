//! Events as lines of JSON.

use std::fmt::Write;

pub fn event(message: &str, fields: &[(&str, &str)]) {
    let mut line = format!(r#"{{"message":{}"#, quoted(message));
    for (name, value) in fields {
        let _ = write!(line, ",{}:{}", quoted(name), quoted(value));
    }
    println!("{line}}}");
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", control as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
