//! Binding applications: sent, looked at, corrected and cancelled by a parent.

mod correction;
mod own;
mod signature;
mod submission;
mod wrong_input;
