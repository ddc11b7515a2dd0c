use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

/// How SMS leave: one HTTP request each, of the shape that the provider documents. Without an address
/// for it, codes travel by e-mail only.
///
/// `{to}` (`0912345678`), `{text}` and `{id}` (ours, the same when it is sent twice) stand for the message, escaped
/// for where they stand: in the address and in a form by percent signs, in JSON as within quotes.
#[derive(Clone, Args)]
pub struct SmsConfig {
    /// The provider's address, such as `https://sms.example/send`; may hold placeholders
    #[arg(long, env = "KINBIND_SMS_URL", hide_env_values = true, global = true)]
    pub sms_url: Option<String>,
    #[arg(long, env = "KINBIND_SMS_METHOD", default_value = "post", global = true)]
    pub sms_method: SmsMethod,
    /// The body with placeholders, such as `username=u&password=p&dstaddr={to}&smbody={text}`
    #[arg(long, env = "KINBIND_SMS_BODY", hide_env_values = true, default_value = "", global = true)]
    pub sms_body: String,
    #[arg(long, env = "KINBIND_SMS_CONTENT_TYPE", default_value = "application/x-www-form-urlencoded", global = true)]
    pub sms_content_type: String,
    /// Value of the Authorization header, if the provider wants one
    #[arg(long, env = "KINBIND_SMS_AUTHORIZATION", hide_env_values = true, global = true)]
    pub sms_authorization: Option<String>,
    /// What the answer holds when the message was accepted, such as `statuscode=1`; without it, a status of
    /// 200 to 299 is enough
    #[arg(long, env = "KINBIND_SMS_ACCEPTED", global = true)]
    pub sms_accepted: Option<String>,
    /// Most SMS sent in an hour, to all people together: what an attacker can make them cost
    #[arg(long, env = "KINBIND_SMS_PER_HOUR", default_value_t = 3_000, global = true)]
    pub sms_per_hour: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SmsMethod {
    Get,
    Post,
}

impl SmsConfig {
    pub(super) fn validate(&self) -> Result<()> {
        ensure!(self.sms_per_hour > 0, "KINBIND_SMS_PER_HOUR must be at least 1");
        let Some(url) = &self.sms_url else { return Ok(()) };
        ensure!(
            url.starts_with("https://") || url.starts_with("http://"),
            "KINBIND_SMS_URL must begin with https:// or http://"
        );
        for placeholder in ["{to}", "{text}"] {
            ensure!(
                url.contains(placeholder) || self.sms_body.contains(placeholder),
                "neither KINBIND_SMS_URL nor KINBIND_SMS_BODY holds {placeholder}"
            );
        }
        Ok(())
    }
}

impl std::fmt::Debug for SmsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Most of it may hold a password.
        f.debug_struct("SmsConfig")
            .field("sms_method", &self.sms_method)
            .field("sms_per_hour", &self.sms_per_hour)
            .finish_non_exhaustive()
    }
}
