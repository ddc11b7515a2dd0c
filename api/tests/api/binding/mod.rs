//! Binding applications: sent, looked at, corrected and cancelled by a parent.

mod correction;
mod form_pdf;
mod history;
mod own;
mod own_account;
mod places;
mod shared_contact;
mod shared_mailbox;
mod signature;
mod submission;
mod wrong_input;
