use anyhow::{Context, Result};
use clap::Args;
use lettre::message::Mailbox;

/// How mail leaves.
#[derive(Clone, Args)]
pub struct MailConfig {
    /// `smtp://host:port`, `smtp://user:password@host:587?tls=required` or `smtps://user:password@host`
    #[arg(long, env = "KINBIND_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,
    /// Sender of every mail
    #[arg(
        long,
        env = "KINBIND_MAIL_FROM",
        default_value = "臺北市校園單一身分驗證服務 <noreply@localhost>",
        global = true
    )]
    pub mail_from: String,
}

impl MailConfig {
    pub(super) fn validate(&self) -> Result<()> {
        self.sender()?;
        Ok(())
    }

    pub fn sender(&self) -> Result<Mailbox> {
        self.mail_from.parse().context("KINBIND_MAIL_FROM is not of the form «Name <address>»")
    }
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.debug_struct("MailConfig").field("mail_from", &self.mail_from).finish_non_exhaustive()
    }
}
