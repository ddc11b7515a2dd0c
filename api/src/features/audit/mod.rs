//! 稽核紀錄: who did what and saw what, append-only and chained.
//!
//! An event is written in the transaction of what it tells of. A worker puts it into the chain a moment later, so that
//! transactions needn't wait for each other.

mod chain;
mod event;
mod handlers;
mod model;
mod repository;
mod routes;
mod service;

pub use chain::{Broken, Report, link, verify};
pub use event::{By, Event, record};
pub use routes::configure;
