//! 戶政查核: the household registry is asked before the teacher, and never has the last word but by the operator's
//! policy.

mod repository;
mod service;

pub use repository::{asked, checks, erase};
pub use service::{ask, first_status, release_overdue, run, waiting};
