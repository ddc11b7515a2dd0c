//! Binding applications: one form for any number of children, one application for each.

mod contact;
mod email;
mod ending;
mod form_pdf;
mod handlers;
mod history;
mod leaving;
pub mod model;
mod moving;
mod repository;
mod routes;
mod service;
pub mod signing;
mod submit;
mod view;

pub use contact::{ReturnNotice, language_of, proved_contact, return_notice};
pub use email::{ConfirmationNotice, confirmation_notice, needs_confirmation, open_waiting};
pub use ending::{close_of_student, close_resting_on, end_approved, end_unopened};
pub use form_pdf::{PaperWanted, ReceivedNotice, file_name, received_notice};
pub use leaving::{Traces, erase, held, traces};
pub use moving::{give_to, is_under_way, renumber};
pub use repository::{
    ApplicationRow, Change, consents_of, ever_applied, has_applied, taken_places, taken_places_among,
};
pub use routes::configure;
pub use service::{
    check_may_withdraw, find_application, find_approved, find_under_check, has_sent, sent_versions, set_account,
    students_resting_on, transition, undo_until,
};
pub use submit::take_person_turn;
pub use view::{account_state, has_account_state, mobile, national_id, relationship_of, status_of};
