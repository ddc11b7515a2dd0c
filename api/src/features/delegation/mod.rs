//! 委託照顧: children whom guardians or an authority entrust to a carer for a time, recorded by the bureau from papers.

mod ending;
mod handlers;
mod listing;
mod lookup;
mod model;
mod notices;
mod recording;
mod repository;
mod routes;
mod waiting;

pub use ending::{end_over, end_with_binding, erase, give_to};
pub use notices::{Notice, notice};
pub use routes::configure;
pub use waiting::bind_waiting;
