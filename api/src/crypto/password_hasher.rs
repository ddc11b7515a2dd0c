//! Argon2id on threads of its own: as many hashes at once as there are cores, a short queue, then 503.
//!
//! The same few threads all the time: each keeps the memory of its last hash for the next, where ever new
//! ones would hold 19 MiB each.

use crate::ambient::random_bytes;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier, phc::PasswordHash},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// OWASP's and our own floor: 19 MiB, two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// How many may wait per core before more are sent away: at 30 ms a hash, two seconds.
const QUEUE_PER_CORE: usize = 64;

type Work = Box<dyn FnOnce() + Send>;

/// Hashes and verifies passwords. Cheap to clone; its threads end with the last clone.
#[derive(Clone)]
pub struct PasswordHasher {
    queue: SyncSender<Work>,
    /// Verified against when there is no such account, so that both answers take as long.
    decoy: Arc<str>,
}

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    #[error("too many password checks are waiting")]
    Busy,
    #[error("a stored password hash is damaged")]
    Damaged,
}

impl PasswordHasher {
    pub fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self::start(cores, cores * QUEUE_PER_CORE)
    }

    fn start(threads: usize, places: usize) -> Self {
        let (queue, waiting) = sync_channel(places);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..threads {
            let waiting = waiting.clone();
            thread::spawn(move || while work_next(&waiting) {});
        }
        Self { queue, decoy: hash_now(&random_bytes::<16>()).into() }
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// [`HashError::Busy`] when too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, HashError> {
        let password = Zeroizing::new(password.as_bytes().to_vec());
        self.run(move || hash_now(&password)).await
    }

    /// Whether the password belongs to the PHC string; `None`, for an account that doesn't exist,
    /// takes as long and is never right.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn verify(&self, password: &str, phc: Option<&str>) -> Result<bool, HashError> {
        let password = Zeroizing::new(password.as_bytes().to_vec());
        let (exists, phc) = (phc.is_some(), phc.map_or_else(|| self.decoy.to_string(), str::to_owned));
        let matches = self
            .run(move || {
                let parsed = PasswordHash::new(&phc).map_err(|_| HashError::Damaged)?;
                Ok(argon2().verify_password(&password, &parsed).is_ok())
            })
            .await??;
        Ok(matches && exists)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let (answer, answered) = oneshot::channel();
        let work = move || {
            // Whoever went away needs no hash any more.
            if !answer.is_closed() {
                answer.send(work()).ok();
            }
        };
        self.queue.try_send(Box::new(work)).map_err(|_| HashError::Busy)?;
        answered.await.map_err(|_| HashError::Busy)
    }
}

/// False when nobody will ask any more.
fn work_next(waiting: &Mutex<Receiver<Work>>) -> bool {
    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let Ok(work) = next else { return false };
    // A panic costs its caller the answer, not everybody the thread.
    catch_unwind(AssertUnwindSafe(work)).ok();
    true
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("constant parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &[u8]) -> String {
    argon2()
        .hash_password_with_salt(password, &random_bytes::<16>())
        .expect("a 16-byte salt and any password can be hashed")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_an_existing_account_is_right() {
        let hasher = PasswordHasher::new();
        let phc = hasher.hash("correct horse battery").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify("correct horse battery", Some(&phc)).await.unwrap());
        assert!(!hasher.verify("wrong", Some(&phc)).await.unwrap());
        assert!(!hasher.verify("wrong", None).await.unwrap());
        assert!(matches!(hasher.verify("x", Some("damaged")).await, Err(HashError::Damaged)));
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_thread() {
        let hasher = PasswordHasher::start(1, 1);
        assert!(matches!(hasher.run(|| panic!("on purpose")).await, Err::<(), _>(HashError::Busy)));
        assert!(hasher.hash("x").await.is_ok());
    }

    #[tokio::test]
    async fn a_full_queue_sends_people_away_instead_of_growing() {
        let hasher = PasswordHasher::start(1, 1);
        let (release, held) = sync_channel::<()>(0);
        let ((begin, begun), (end, ended)) = (oneshot::channel(), oneshot::channel());
        let busy = hasher.run(move || {
            begin.send(()).unwrap();
            held.recv().unwrap();
        });
        let meanwhile = async {
            begun.await.unwrap();
            hasher.queue.try_send(Box::new(|| end.send(()).unwrap())).unwrap();
            assert!(matches!(hasher.hash("x").await, Err(HashError::Busy)));
            release.send(()).unwrap();
        };
        tokio::join!(busy, meanwhile).0.unwrap();
        ended.await.unwrap();
        assert!(hasher.hash("x").await.is_ok(), "there is room again");
    }
}
