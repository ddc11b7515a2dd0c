//! The rights of 個資法 art. 3: a copy of what is held, and its deletion.

mod copy;
mod erasure;
mod handlers;
mod repository;
mod routes;
mod service;

pub use erasure::{CarriedOut, carry_out};
pub use repository::is_asked_for;
pub use routes::configure;
pub use service::{OpenRequest, decline, open_requests};
