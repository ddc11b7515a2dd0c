//! A mail server that takes mail, refuses it, keeps silent or is dead, as the test wants.

use mail_parser::{MessageParser, MimeHeaders};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

/// How the server behaves from now on, to connections that are open as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Accepting,
    /// Answers every recipient with that code.
    Refusing(u16),
    /// Reads a mail and doesn't say whether it took it.
    Silent,
    /// Hangs up.
    Dead,
}

/// How the server's conversations are kept from others.
#[derive(Clone)]
pub enum Security {
    None,
    /// From the caller's STARTTLS on.
    StartTls(TlsAcceptor),
    /// From the first byte on.
    Implicit(TlsAcceptor),
}

#[derive(Debug, Clone)]
pub struct ReceivedMail {
    /// Of the envelope.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    pub auto_submitted: String,
    /// Name and content of each.
    pub attachments: Vec<(String, Vec<u8>)>,
    pub raw: String,
    /// Whether it came encrypted.
    pub is_encrypted: bool,
}

impl ReceivedMail {
    /// Of the link that confirms an address.
    pub fn confirmation_token(&self) -> String {
        let token = self.text.split("/confirm-email#").nth(1).and_then(|rest| rest.split_whitespace().next());
        token.unwrap_or_else(|| panic!("no link in {}", self.text)).into()
    }
}

#[derive(Clone)]
pub struct SmtpServer {
    address: SocketAddr,
    security: Security,
    mood: Arc<watch::Sender<Mood>>,
    mails: Arc<watch::Sender<Vec<ReceivedMail>>>,
    /// Mails that were read and not answered.
    held: Arc<watch::Sender<usize>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        Self::start_with(Security::None).await
    }

    pub async fn start_with(security: Security) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            security,
            mood: Arc::new(watch::Sender::new(Mood::Accepting)),
            mails: Arc::default(),
            held: Arc::default(),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move {
                    let (stream, is_encrypted): (Box<dyn Stream>, _) = match &server.security {
                        Security::Implicit(tls) => match tls.accept(stream).await {
                            Ok(stream) => (Box::new(stream), true),
                            Err(_) => return,
                        },
                        Security::None | Security::StartTls(_) => (Box::new(stream), false),
                    };
                    let stream = BufReader::new(stream);
                    Conversation { server, stream, is_encrypted, to: String::new() }.hold().await;
                });
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.mails.borrow().clone()
    }

    /// Oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<ReceivedMail> {
        self.mails().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The newest mail to an address, which must be there.
    #[track_caller]
    pub fn last_to(&self, address: &str) -> ReceivedMail {
        self.mails_to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Waits until so many mails to an address have come.
    pub async fn wait_for(&self, address: &str, count: usize) -> Vec<ReceivedMail> {
        let enough = |mails: &Vec<ReceivedMail>| mails.iter().filter(|mail| mail.to == address).count() >= count;
        let mut mails = self.mails.subscribe();
        tokio::time::timeout(PATIENCE, mails.wait_for(enough)).await.expect("the mail didn't come").unwrap();
        self.mails_to(address)
    }

    /// Waits until so many senders wait for the answer to a mail: see [`Mood::Silent`].
    pub async fn wait_until_held(&self, count: usize) {
        let mut held = self.held.subscribe();
        let waiting = tokio::time::timeout(PATIENCE, held.wait_for(|held| *held == count)).await;
        waiting.unwrap_or_else(|_| panic!("there were never {count} mails waiting")).unwrap();
    }
}

/// Longer than anything that a test waits for takes; it is waited out only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Conversation {
    server: SmtpServer,
    stream: BufReader<Box<dyn Stream>>,
    is_encrypted: bool,
    to: String,
}

impl Conversation {
    fn mood(&self) -> Mood {
        *self.server.mood.borrow()
    }

    /// Until either side hangs up.
    async fn hold(mut self) {
        if self.mood() == Mood::Dead || self.say("220 test").await.is_none() {
            return;
        }
        while let Some(line) = self.line().await {
            if self.mood() == Mood::Dead || self.answer(&line).await.is_none() {
                return;
            }
        }
    }

    /// None when the other side has hung up.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await.ok()?;
        (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn say(&mut self, line: &str) -> Option<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
        self.stream.flush().await.ok()
    }

    async fn answer(&mut self, line: &str) -> Option<()> {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match (verb.as_str(), self.mood()) {
            ("EHLO", _) if self.offers_tls() => self.say("250-test\r\n250-STARTTLS\r\n250 8BITMIME").await,
            ("EHLO", _) => self.say("250-test\r\n250 8BITMIME").await,
            ("STARTTLS", _) => self.begin_tls().await,
            ("RCPT", Mood::Refusing(code)) => self.say(&format!("{code} no")).await,
            ("RCPT", _) => {
                self.to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                self.say("250 ok").await
            }
            ("DATA", _) => self.take_mail().await,
            ("QUIT", _) => {
                self.say("221 bye").await?;
                None
            }
            _ => self.say("250 ok").await,
        }
    }

    fn offers_tls(&self) -> bool {
        !self.is_encrypted && matches!(self.server.security, Security::StartTls(_))
    }

    async fn begin_tls(&mut self) -> Option<()> {
        let Security::StartTls(tls) = self.server.security.clone() else { return self.say("502 no").await };
        self.say("220 go ahead").await?;
        let plain = std::mem::replace(&mut self.stream, BufReader::new(Box::new(tokio::io::empty()))).into_inner();
        self.stream = BufReader::new(Box::new(tls.accept(plain).await.ok()?));
        self.is_encrypted = true;
        Some(())
    }

    async fn take_mail(&mut self) -> Option<()> {
        self.say("354 go on").await?;
        let mut raw = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
            raw.push_str("\r\n");
        }
        self.keep_silent().await?;
        let mail = ReceivedMail { is_encrypted: self.is_encrypted, ..read(&self.to, raw) };
        self.server.mails.send_modify(|mails| mails.push(mail));
        self.say("250 taken").await
    }

    /// A sender that hangs up meanwhile knows that its mail was not taken.
    async fn keep_silent(&mut self) -> Option<()> {
        if self.mood() != Mood::Silent {
            return Some(());
        }
        self.server.held.send_modify(|held| *held += 1);
        let mut mood = self.server.mood.subscribe();
        let spoke = tokio::select! {
            _ = mood.wait_for(|mood| *mood != Mood::Silent) => Some(()),
            _ = self.stream.read_u8() => None,
        };
        self.server.held.send_modify(|held| *held -= 1);
        spoke
    }
}

fn read(to: &str, raw: String) -> ReceivedMail {
    let message = MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let header = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    ReceivedMail {
        to: to.to_owned(),
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().into_owned(),
        html: message.body_html(0).unwrap().into_owned(),
        message_id: message.message_id().unwrap().to_owned(),
        auto_submitted: header("Auto-Submitted"),
        attachments: message
            .attachments()
            .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
            .collect(),
        raw: raw.clone(),
        is_encrypted: false,
    }
}
