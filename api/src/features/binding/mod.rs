//! Binding applications: one form for any number of children, one application for each.

mod handlers;
pub mod model;
mod repository;
mod routes;
mod service;
mod submit;

pub use repository::{ApplicationRow, Change, ReturnNotice, is_email_of_another, taken_places};
pub use routes::configure;
pub use service::{
    account_state, find_approved, mobile, national_id, relationship_of, return_notice, set_account, transition,
};
pub use submit::{take_email_turns, take_person_turn};
