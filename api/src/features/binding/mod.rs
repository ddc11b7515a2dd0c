//! Binding applications: one form for any number of children, one application for each.

mod email;
mod ending;
mod form_pdf;
mod handlers;
mod history;
mod leaving;
pub mod model;
mod repository;
mod routes;
mod service;
pub mod signing;
mod submit;

pub use email::{ConfirmationNotice, confirmation_notice, needs_confirmation, open_waiting};
pub use ending::{close_resting_on, end_approved};
pub use form_pdf::{ReceivedNotice, file_name, received_notice};
pub use leaving::{Traces, erase, held, traces};
pub use repository::{ApplicationRow, Change, ReturnNotice, consents_of, taken_places};
pub use routes::configure;
pub use service::{
    account_state, find_approved, mobile, national_id, proved_contact, relationship_of, return_notice, set_account,
    students_resting_on, transition, undo_until,
};
pub use submit::take_person_turn;
