//! The household registry (戶政): the contract of `openapi/registry.yaml`, and the caution in asking.

use super::{in_words, is_final};
use crate::{config::RegistryConfig, crypto::hmac_sha256_hex};
use anyhow::{Context, Result};
use reqwest::{Certificate, Client, Identity, Response, StatusCode, header, redirect::Policy};
use serde::{Deserialize, Serialize};
use shared_types::{registry::RegistryFinding, relationship::Relationship};
use std::{sync::Mutex, time::Duration as RealDuration};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// An answer has five words.
const LARGEST_ANSWER: usize = 16 * 1024;
/// So many failures in a row, and it is left alone for a while.
const FAILURES: u32 = 5;
const REST: Duration = Duration::seconds(30);

/// Person and child as they are asked about.
#[derive(Serialize, Deserialize)]
pub struct Question {
    /// The same when it is asked again.
    pub request_id: Uuid,
    pub guardian: AskedPerson,
    pub child: AskedPerson,
    /// The guardian's, to the child.
    pub relationship: Relationship,
}

#[derive(Serialize, Deserialize)]
pub struct AskedPerson {
    pub national_id: String,
    pub name: String,
}

/// What the register says of each part of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub request_id: Uuid,
    pub guardian: PersonAnswer,
    pub child: PersonAnswer,
    pub relationship: RelationshipAnswer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonAnswer {
    Match,
    NameDiffers,
    NotFound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationshipAnswer {
    /// That relationship, with parental authority (親權) or guardianship (監護).
    Match,
    Differs,
    Unknown,
}

impl Answer {
    /// What isn't as it was asked; nothing when all three match.
    pub fn findings(&self) -> Vec<RegistryFinding> {
        use RegistryFinding as F;
        let person = |answer, differs, not_found| match answer {
            PersonAnswer::Match => None,
            PersonAnswer::NameDiffers => Some(differs),
            PersonAnswer::NotFound => Some(not_found),
        };
        let relationship = match self.relationship {
            RelationshipAnswer::Match => None,
            RelationshipAnswer::Differs => Some(F::RelationshipDiffers),
            RelationshipAnswer::Unknown => Some(F::RelationshipUnknown),
        };
        let guardian = person(self.guardian, F::GuardianNameDiffers, F::GuardianNotFound);
        let child = person(self.child, F::ChildNameDiffers, F::ChildNotFound);
        [guardian, child, relationship].into_iter().flatten().collect()
    }
}

/// Why there is no answer. The words are for operators and hold nothing personal.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Asking again may help.
    #[error("{0}")]
    Later(String),
    /// It won't.
    #[error("it refused the question: HTTP {0}")]
    Refused(StatusCode),
    /// There is no reason to ask.
    #[error("it wasn't asked: {0}")]
    Never(&'static str),
}

/// Asks, unless the registry is down.
pub struct Registry {
    http: Client,
    url: String,
    hmac_key: Option<String>,
    breaker: Mutex<Breaker>,
}

impl Registry {
    /// The registry that is configured.
    ///
    /// # Errors
    /// When a certificate can't be read.
    pub fn open(config: &RegistryConfig) -> Result<Option<Self>> {
        let Some(url) = &config.registry_url else { return Ok(None) };
        // What it is told must not follow a redirection elsewhere.
        let timeout = RealDuration::from_millis(config.registry_timeout_ms.into());
        let mut http = Client::builder().timeout(timeout).redirect(Policy::none());
        if let Some(path) = &config.registry_identity {
            let pem = std::fs::read(path).with_context(|| format!("KINBIND_REGISTRY_IDENTITY: {}", path.display()))?;
            http = http.identity(Identity::from_pem(&pem).context("KINBIND_REGISTRY_IDENTITY")?);
        }
        if let Some(path) = &config.registry_ca {
            let pem = std::fs::read(path).with_context(|| format!("KINBIND_REGISTRY_CA: {}", path.display()))?;
            http = http.tls_certs_only(Certificate::from_pem_bundle(&pem).context("KINBIND_REGISTRY_CA")?);
        }
        Ok(Some(Self {
            http: http.build()?,
            url: format!("{}/guardianship-checks", url.trim_end_matches('/')),
            hmac_key: config.registry_hmac_key.clone(),
            breaker: Mutex::default(),
        }))
    }

    /// # Errors
    /// While the registry is left alone.
    pub fn may_ask(&self, now: OffsetDateTime) -> Result<(), AskError> {
        let rests = || AskError::Later(format!("it failed {FAILURES} times in a row and is left alone for a while"));
        self.breaker(|breaker| breaker.may_call(now)).then_some(()).ok_or_else(rests)
    }

    /// Asks, after [`Registry::may_ask`].
    ///
    /// # Errors
    /// When there is no answer, or none that can be used.
    pub async fn ask(&self, question: &Question, now: OffsetDateTime) -> Result<Answer, AskError> {
        let answer = self.call(question, now).await;
        // What it refuses shows that it is there.
        self.breaker(|breaker| breaker.note(!matches!(answer, Err(AskError::Later(_))), now));
        answer
    }

    async fn call(&self, question: &Question, now: OffsetDateTime) -> Result<Answer, AskError> {
        let body = serde_json::to_vec(question).map_err(|error| AskError::Later(error.to_string()))?;
        let mut request = self.http.post(&self.url).header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = &self.hmac_key {
            let seconds = now.unix_timestamp().to_string();
            let signature = sign(key, &seconds, &body);
            request = request.header("Kinbind-Timestamp", seconds).header("Kinbind-Signature", signature);
        }
        let unreachable = |error| AskError::Later(in_words(error));
        let response = request.body(body).send().await.map_err(unreachable)?;
        match response.status() {
            StatusCode::OK => {}
            status if is_final(status) => return Err(AskError::Refused(status)),
            status => return Err(AskError::Later(format!("HTTP {status}"))),
        }
        let body = read(response).await?;
        // What it says isn't repeated: it might be of somebody.
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|_| AskError::Later("its answer isn't of the contract".into()))?;
        if answer.request_id != question.request_id {
            return Err(AskError::Later("it answered another question".into()));
        }
        Ok(answer)
    }

    fn breaker<T>(&self, change: impl FnOnce(&mut Breaker) -> T) -> T {
        change(&mut self.breaker.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// `Kinbind-Signature`: of the time, a full stop and the body.
pub fn sign(key: &str, seconds: &str, body: &[u8]) -> String {
    hmac_sha256_hex(key.as_bytes(), &[seconds.as_bytes(), b".", body])
}

async fn read(mut response: Response) -> Result<Vec<u8>, AskError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| AskError::Later(in_words(error)))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            return Err(AskError::Later("its answer doesn't end".into()));
        }
    }
    Ok(body)
}

/// Lets nobody call while the registry rests; then one tries, and the others wait for how that goes.
#[derive(Default)]
struct Breaker {
    failures: u32,
    rests_until: Option<OffsetDateTime>,
}

impl Breaker {
    fn may_call(&mut self, now: OffsetDateTime) -> bool {
        match self.rests_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.rests_until = Some(now + REST);
                true
            }
        }
    }

    fn note(&mut self, answered: bool, now: OffsetDateTime) {
        if answered {
            *self = Self::default();
            return;
        }
        self.failures += 1;
        if self.failures >= FAILURES {
            self.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_failures_one_call_in_half_a_minute_tries_again() {
        let (mut breaker, start) = (Breaker::default(), OffsetDateTime::UNIX_EPOCH);
        for _ in 0..4 {
            assert!(breaker.may_call(start));
            breaker.note(false, start);
        }
        assert!(breaker.may_call(start));
        breaker.note(false, start);
        assert!(!breaker.may_call(start + Duration::seconds(29)));
        assert!(breaker.may_call(start + REST));
        assert!(!breaker.may_call(start + REST), "one");
        breaker.note(false, start + REST);
        assert!(!breaker.may_call(start + REST + Duration::seconds(29)));
        assert!(breaker.may_call(start + 2 * REST));
        breaker.note(true, start + 2 * REST);
        assert!(breaker.may_call(start + 2 * REST) && breaker.may_call(start + 2 * REST));
    }

    #[test]
    fn only_three_matches_confirm() {
        use PersonAnswer as P;
        use RelationshipAnswer as R;
        for guardian in [P::Match, P::NameDiffers, P::NotFound] {
            for child in [P::Match, P::NameDiffers, P::NotFound] {
                for relationship in [R::Match, R::Differs, R::Unknown] {
                    let answer = Answer { request_id: Uuid::nil(), guardian, child, relationship };
                    let all = guardian == P::Match && child == P::Match && relationship == R::Match;
                    assert_eq!(answer.findings().is_empty(), all, "{answer:?}");
                }
            }
        }
    }
}
