//! 一人兩筆: who may be known twice, for the bureau to find out and to mend.

mod handlers;
mod listing;
mod model;
mod repository;
mod resolving;
mod routes;

pub use routes::configure;
