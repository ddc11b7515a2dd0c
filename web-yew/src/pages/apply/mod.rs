//! The parents' four steps.

pub mod already_sent;
pub mod check;
pub mod code;
pub mod consent;
pub mod contact;
pub mod done;
pub mod gate;
pub mod help;
pub mod original;
pub mod parent;
pub mod step;
pub mod student_card;
pub mod student_form;
pub mod students;
