//! SIGTERM and SIGINT, which the standard library leaves to others.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

unsafe extern "C" {
    /// Of the C library, which every program is linked with.
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
}

extern "C" fn ask(_: i32) {
    ASKED.store(true, Ordering::SeqCst);
}

pub fn listen() {
    // Safe: the handler only sets a flag.
    unsafe {
        signal(SIGINT, ask);
        signal(SIGTERM, ask);
    }
}

pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
