use anyhow::{Context, Result, ensure};
use clap::Args;
use lettre::message::Mailbox;
use reqwest::Url;
use std::path::PathBuf;

/// How mail leaves.
#[derive(Clone, Args)]
pub struct MailConfig {
    /// `smtp://host:port`, `smtp://user:password@host:587?tls=required` or `smtps://user:password@host`
    #[arg(long, env = "KINBIND_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,
    /// PEM file with the certificates that the mail server's may be signed by, instead of the system's
    #[arg(long, env = "KINBIND_SMTP_CA", global = true)]
    pub smtp_ca: Option<PathBuf>,
    /// Let mail leave unencrypted: for a mail server on the same machine or network, such as a mail catcher
    #[arg(long, env = "KINBIND_SMTP_PLAINTEXT", global = true)]
    pub smtp_plaintext: bool,
    /// Sender of every mail
    #[arg(
        long,
        env = "KINBIND_MAIL_FROM",
        default_value = "臺北市校園單一身分驗證服務 <noreply@localhost>",
        global = true
    )]
    pub mail_from: String,
    /// Most one-time codes sent in an hour, to all people together: what somebody who has many networks
    /// can make this installation send
    #[arg(long, env = "KINBIND_CODES_PER_HOUR", default_value_t = 30_000, global = true)]
    pub codes_per_hour: i32,
    /// What a mail service shows at `/api/v1/mail-bounces` when it reports mails that came back; without it, nobody can
    #[arg(long, env = "KINBIND_MAIL_BOUNCE_TOKEN", hide_env_values = true, global = true)]
    pub mail_bounce_token: Option<String>,
}

impl MailConfig {
    pub(super) fn validate(&self) -> Result<()> {
        self.sender()?;
        ensure!(
            self.mail_bounce_token.as_ref().is_none_or(|token| token.len() >= 32),
            "KINBIND_MAIL_BOUNCE_TOKEN must have at least 32 characters"
        );
        ensure!(self.codes_per_hour > 0, "KINBIND_CODES_PER_HOUR must be at least 1");
        Ok(())
    }

    /// Codes, names and links that set passwords are in the mails.
    pub(super) fn validate_production(&self) -> Result<()> {
        let url = self
            .smtp_url
            .as_deref()
            .context("KINBIND_SMTP_URL is not set: without it no code and no decision reaches anybody")?;
        ensure!(
            self.smtp_plaintext || has_tls(url),
            "KINBIND_SMTP_URL lets mail leave unencrypted: add ?tls=required, or begin it with smtps://; for a mail \
             server on the same machine or network set KINBIND_SMTP_PLAINTEXT=true"
        );
        Ok(())
    }

    pub fn sender(&self) -> Result<Mailbox> {
        self.mail_from.parse().context("KINBIND_MAIL_FROM is not of the form «Name <address>»")
    }
}

/// Whether nothing is said to the server in the clear. With `tls=opportunistic` whoever sits in between decides.
fn has_tls(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    url.scheme() == "smtps" || url.query_pairs().any(|(key, value)| key == "tls" && value == "required")
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.debug_struct("MailConfig")
            .field("mail_from", &self.mail_from)
            .field("codes_per_hour", &self.codes_per_hour)
            .finish_non_exhaustive()
    }
}
