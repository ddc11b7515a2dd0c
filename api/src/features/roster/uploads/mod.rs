//! 學籍匯入: a registrar's file is kept sealed, checked by a job without changing anything, and carried out when the
//! report is confirmed.

mod check;
pub(super) mod handlers;
mod model;
mod repository;
mod service;
mod template_file;

pub use check::{run as run_check, settle_lost as settle_lost_checks};
pub(super) use repository::sweep;
