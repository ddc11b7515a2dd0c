//! Mail: a trait, the real way out (SMTP through lettre), and the demo's mailbox on disk.

use super::SendError;
use crate::config::Config;
use anyhow::{Context, Result};
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment as Part, Mailbox, MultiPart, header},
    transport::smtp::{
        self,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// How long a mail server may take for one mail; less than a job's lease.
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);
/// The development mailbox shows so many.
const MAILBOX_SHOWS: usize = 200;

/// A mail to one person.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    /// Makes the Message-ID, so that a mail sent twice after a crash can be recognised.
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A file that a mail brings along.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attachment {
    pub file_name: String,
    pub content_type: String,
    /// The mailbox keeps them beside the mail.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// A way out for mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    async fn send(&self, mail: &Mail) -> Result<(), SendError>;
}

/// All ways out that are configured: SMTP, and in the demo the mailbox.
#[derive(Clone)]
pub struct Mailers {
    routes: Arc<[Box<dyn Mailer>]>,
    /// `None` in production.
    pub development: Option<DevelopmentMailbox>,
}

impl Mailers {
    /// # Errors
    /// When `KINBIND_SMTP_URL` isn't one, a certificate can't be read, or the mailbox's folder can't be made.
    pub fn open(config: &Config) -> Result<Self> {
        let mut routes: Vec<Box<dyn Mailer>> = Vec::new();
        if let Some(url) = &config.mail.smtp_url {
            routes.push(Box::new(SmtpMailer::open(url, config.mail.smtp_ca.as_deref(), config.mail.sender()?)?));
        }
        let development =
            config.is_demo().then(|| DevelopmentMailbox::open(config.data_dir.join("mailbox"))).transpose()?;
        if let Some(mailbox) = &development {
            routes.push(Box::new(mailbox.clone()));
        }
        Ok(Self { routes: routes.into(), development })
    }

    /// Sends through every route.
    ///
    /// # Errors
    /// The first route's that fails.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        for route in self.routes.iter() {
            route.send(mail).await?;
        }
        Ok(())
    }
}

struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl SmtpMailer {
    fn open(url: &str, authorities: Option<&Path>, sender: Mailbox) -> Result<Self> {
        const FORM: &str = "KINBIND_SMTP_URL is not of the form smtp://host:port";
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context(FORM)?;
        if let Some(path) = authorities {
            let address = Url::parse(url).context(FORM)?;
            let trusted = trusting(path, address.host_str().context(FORM)?).context("KINBIND_SMTP_CA")?;
            transport = transport.tls(match address.scheme() {
                "smtps" => Tls::Wrapper(trusted),
                _ => Tls::Required(trusted),
            });
        }
        Ok(Self { transport: transport.timeout(Some(SMTP_TIMEOUT)).build(), sender })
    }

    fn message(&self, mail: &Mail) -> Result<Message> {
        let host = self.sender.email.domain();
        let mut content = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        if !mail.attachments.is_empty() {
            content = MultiPart::mixed().multipart(content);
            for Attachment { file_name, content_type, bytes } in &mail.attachments {
                content = content.singlepart(Part::new(file_name.clone()).body(bytes.clone(), content_type.parse()?));
            }
        }
        Ok(Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, mail.to.parse()?))
            .subject(&mail.subject)
            .message_id(Some(format!("<{}@{host}>", mail.id)))
            .header(header::MIME_VERSION_1_0)
            .header(AutoSubmitted)
            .multipart(content)?)
    }
}

/// Who may have signed the certificate of that host.
fn trusting(file: &Path, host: &str) -> Result<TlsParameters> {
    let pem = std::fs::read(file).with_context(|| file.display().to_string())?;
    let authorities = Certificate::from_pem(&pem)?;
    let trusted = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    Ok(trusted.add_root_certificate(authorities).build_rustls()?)
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = self.message(mail).map_err(|error| SendError::Permanent(error.to_string()))?;
        self.transport.send(message).await.map(drop).map_err(|error| refusal(&error))
    }
}

/// The server's code is enough for an operator; its words may hold the address.
fn refusal(error: &smtp::Error) -> SendError {
    let summary = error.status().map_or_else(|| kind_of(error).to_owned(), |code| format!("SMTP {code}"));
    if error.is_permanent() { SendError::Permanent(summary) } else { SendError::Transient(summary) }
}

fn kind_of(error: &smtp::Error) -> &'static str {
    match error {
        e if e.is_timeout() => "no answer in time",
        e if e.is_tls() => "TLS failed",
        e if e.is_client() => "the client refused to go on",
        _ => "connection failed",
    }
}

/// RFC 3834: tells vacation responders to keep quiet.
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// Mails as JSON files in a folder: what the demo shows at `/dev/mailbox`.
#[derive(Clone)]
pub struct DevelopmentMailbox {
    folder: PathBuf,
}

impl DevelopmentMailbox {
    fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("the mailbox {} can't be made", folder.display()))?;
        Ok(Self { folder })
    }

    /// Newest first.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub async fn mails(&self) -> Result<Vec<Mail>> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || {
            let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
                .filter_map(|entry| entry.ok().map(|e| e.path()))
                .filter(|path| path.extension().is_some_and(|e| e == "json"))
                .collect();
            files.sort_unstable_by(|a, b| b.cmp(a));
            files.truncate(MAILBOX_SHOWS);
            files.iter().map(|path| Ok(serde_json::from_slice(&std::fs::read(path)?)?)).collect()
        })
        .await?
    }

    /// A kept mail's attachment by its place.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub async fn attachment(&self, mail: Uuid, index: usize) -> Result<Option<Attachment>> {
        let found = self.mails().await?.into_iter().find(|kept| kept.id == mail);
        let Some(attachment) = found.and_then(|mut kept| kept.attachments.drain(..).nth(index)) else {
            return Ok(None);
        };
        let file = self.attachment_file(mail, index);
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(file)).await??;
        Ok(Some(Attachment { bytes, ..attachment }))
    }

    fn attachment_file(&self, mail: Uuid, index: usize) -> PathBuf {
        self.folder.join(format!("{mail}-{index}.attachment"))
    }

    async fn keep(&self, mail: &Mail) -> Result<()> {
        let name = format!("{:020}-{}", mail.sent_at.unix_timestamp_nanos() / 1_000_000, mail.id);
        let (draft, file) = (self.folder.join(format!("{name}.part")), self.folder.join(format!("{name}.json")));
        let json = serde_json::to_vec_pretty(mail)?;
        let attachments = mail.attachments.iter().enumerate();
        let attachments: Vec<(PathBuf, Vec<u8>)> =
            attachments.map(|(index, part)| (self.attachment_file(mail.id, index), part.bytes.clone())).collect();
        let keep = move || {
            for (file, bytes) in attachments {
                std::fs::write(file, bytes)?;
            }
            // Renamed when whole, so that a reader never sees half a mail.
            std::fs::write(&draft, json).and_then(|()| std::fs::rename(draft, file))
        };
        Ok(tokio::task::spawn_blocking(keep).await??)
    }
}

#[async_trait]
impl Mailer for DevelopmentMailbox {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.keep(mail).await.map_err(|error| SendError::Transient(error.to_string()))
    }
}
