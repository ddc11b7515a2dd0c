//! 全面普查: how far the city has got, for the bureau.

mod handlers;
mod repository;
mod routes;
mod service;

pub use routes::configure;
