//! Step 3 同意個資使用聲明 [C]: versioned texts, dated answers.

mod handlers;
mod leaving;
mod repository;
mod routes;
mod service;

pub use leaving::{OwnAddresses, erase, held};
pub use repository::{forget_refusals, readdress};
pub use routes::configure;
pub use service::{
    AcceptedConsent, AnsweredText, PublishError, accepted_consent, answered_text, publish, text_answered,
};
