//! What the bureau decides for the whole city.

mod handlers;
mod repository;
mod routes;
mod service;

pub use routes::configure;
pub use service::in_force;
