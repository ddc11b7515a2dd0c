//! What a school decides for itself: whether the signed paper must come back, until when, and whom its parents call.

mod handlers;
mod repository;
mod routes;
mod service;

pub use repository::{schools_that_want_paper, wants_paper};
pub use routes::configure;
pub use service::contacts_of;
