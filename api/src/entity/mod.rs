//! The tables as sea-orm sees them, one file each. Only repositories name them.

pub mod account;
pub mod account_session;
pub mod activation_token;
pub mod applicant_session;
pub mod application_form;
pub mod application_signature;
pub mod binding;
pub mod binding_application;
pub mod class;
pub mod consent_document;
pub mod consent_record;
pub mod contact_verification;
pub mod deletion_request;
pub mod homeroom_assignment;
pub mod outbox_job;
pub mod registry_check;
pub mod return_reason;
pub mod review_decision;
pub mod school;
pub mod staff_role;
pub mod student;
pub mod student_lookup;
pub mod throttle_counter;
