//! SMS: a trait, the real way out (one HTTP request to a provider), and the demo's mailbox.

use super::{
    SendError, in_words, is_final,
    mail::{DevelopmentMailbox, Mail, Mailer},
};
use crate::config::{Config, SmsConfig, SmsMethod};
use anyhow::Result;
use async_trait::async_trait;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, header, redirect::Policy};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// How long a provider may take for one message; less than a job's lease.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A message to one phone.
pub struct Sms {
    pub id: Uuid,
    /// `0912345678`
    pub to: String,
    pub text: String,
    pub sent_at: OffsetDateTime,
}

/// A way out for SMS.
#[async_trait]
pub trait SmsSender: Send + Sync {
    async fn send(&self, sms: &Sms) -> Result<(), SendError>;
}

/// The way out that is configured: a provider, else, in the demo, the mailbox.
pub fn open(config: &Config, development: Option<&DevelopmentMailbox>) -> Result<Option<Arc<dyn SmsSender>>> {
    if let Some(url) = &config.sms.sms_url {
        return Ok(Some(Arc::new(HttpSender::open(url, &config.sms)?)));
    }
    Ok(development.map(|mailbox| Arc::new(mailbox.clone()) as Arc<dyn SmsSender>))
}

/// A provider that takes one request a message.
struct HttpSender {
    http: Client,
    url: String,
    config: SmsConfig,
}

impl HttpSender {
    fn open(url: &str, config: &SmsConfig) -> Result<Self> {
        // Credentials must not follow a redirection elsewhere.
        let http = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).build()?;
        Ok(Self { http, url: url.into(), config: config.clone() })
    }

    fn request(&self, sms: &Sms) -> reqwest::RequestBuilder {
        let url = fill(&self.url, sms, percent);
        let request = match self.config.sms_method {
            SmsMethod::Get => self.http.get(url),
            SmsMethod::Post => {
                let escape = if self.config.sms_content_type.contains("json") { within_quotes } else { percent };
                let body = fill(&self.config.sms_body, sms, escape);
                self.http.post(url).header(header::CONTENT_TYPE, &self.config.sms_content_type).body(body)
            }
        };
        match &self.config.sms_authorization {
            Some(value) => request.header(header::AUTHORIZATION, value),
            None => request,
        }
    }
}

#[async_trait]
impl SmsSender for HttpSender {
    async fn send(&self, sms: &Sms) -> Result<(), SendError> {
        let unreachable = |error| SendError::Transient(in_words(error));
        let response = self.request(sms).send().await.map_err(unreachable)?;
        let status = response.status();
        if is_final(status) {
            return Err(SendError::Permanent(format!("HTTP {status}")));
        }
        if !status.is_success() {
            return Err(SendError::Transient(format!("HTTP {status}")));
        }
        let Some(accepted) = &self.config.sms_accepted else { return Ok(()) };
        let answer = response.text().await.map_err(unreachable)?;
        if answer.contains(accepted) {
            return Ok(());
        }
        Err(SendError::Transient(format!("the provider's answer doesn't hold {accepted}")))
    }
}

#[async_trait]
impl SmsSender for DevelopmentMailbox {
    async fn send(&self, sms: &Sms) -> Result<(), SendError> {
        let mail = Mail {
            id: sms.id,
            to: sms.to.clone(),
            subject: "SMS".into(),
            text: sms.text.clone(),
            html: String::new(),
            sent_at: sms.sent_at,
            attachments: Vec::new(),
        };
        Mailer::send(self, &mail).await
    }
}

fn fill(template: &str, sms: &Sms, escape: fn(&str) -> String) -> String {
    // The text last: it must not be searched for placeholders.
    template
        .replace("{to}", &escape(&sms.to))
        .replace("{id}", &escape(&sms.id.to_string()))
        .replace("{text}", &escape(&sms.text))
}

fn percent(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}

/// As JSON writes a string, without the quotes around it.
fn within_quotes(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_cannot_leave_its_place() {
        let sms = Sms {
            id: Uuid::nil(),
            to: "0912345678".into(),
            text: "碼 1&x=\"{to}\"\n#2".into(),
            sent_at: OffsetDateTime::UNIX_EPOCH,
        };
        assert_eq!(
            fill("to={to}&text={text}", &sms, percent),
            "to=0912345678&text=%E7%A2%BC%201%26x%3D%22%7Bto%7D%22%0A%232"
        );
        let json: serde_json::Value = serde_json::from_str(&fill("{\"t\":\"{text}\"}", &sms, within_quotes)).unwrap();
        assert_eq!(json["t"], sms.text);
    }
}
