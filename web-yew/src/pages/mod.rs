//! One file or folder per page.

pub mod activate;
pub mod apply;
pub mod bureau;
pub mod cancel;
pub mod children;
pub mod confirm_email;
pub mod consents;
pub mod correct;
pub mod credentials;
pub mod door;
mod guardian_notices;
pub mod history;
pub mod home;
pub mod not_found;
pub mod own;
pub mod password;
pub mod progress;
pub mod refused;
pub mod review;
pub mod school_contacts;
pub mod services;
pub mod sign_in;
pub mod signed_in;
pub mod staff;
pub mod unbind;
