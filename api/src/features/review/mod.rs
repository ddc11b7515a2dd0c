//! 審核家長親子連結申請: the homeroom teacher's classes, grid and batch decisions [B][T].

mod decisions;
mod export;
mod filter;
mod handlers;
mod papers;
mod reminders;
mod repository;
mod routes;
mod service;
mod unmasking;

pub use decisions::approve_confirmed;
pub use repository::{own_applications, was_decided};
pub use routes::configure;
