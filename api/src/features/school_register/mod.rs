//! The city's schools as the bureau keeps them: added, changed, closed.

mod handlers;
mod repository;
mod routes;
mod service;

pub use routes::configure;
