//! What a page is answered for what it asks, and the way to ask again.

use crate::{
    api::ApiError,
    session::{Loaded, use_session},
    task,
};
use std::{cell::Cell, future::Future};
use yew::prelude::*;

/// Asks whenever the key changes; what was answered last stays until then. An ended session leads to signing in and back.
#[hook]
pub fn use_loaded<K, T, F>(key: K, fetch: fn(K) -> F) -> (Loaded<T>, Callback<()>)
where
    K: Clone + PartialEq + 'static,
    T: Clone + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let session = use_session();
    let loaded = use_state(|| Loaded::<T>::Loading);
    // Answers may overtake each other: only the one asked for last counts.
    let latest = use_memo((), |()| Cell::new(0_u32));
    let load = {
        let loaded = loaded.clone();
        use_callback(key, move |(), key: &K| {
            let (loaded, session, latest) = (loaded.clone(), session.clone(), latest.clone());
            let (number, answer) = (latest.get() + 1, fetch(key.clone()));
            latest.set(number);
            task::spawn(async move {
                let answer = answer.await;
                match answer {
                    _ if latest.get() != number => {}
                    Ok(value) => loaded.set(Loaded::Present(value)),
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    Err(error) => loaded.set(Loaded::Failed(error)),
                }
            });
        })
    };
    use_effect_with(load.clone(), |load| load.emit(()));
    ((*loaded).clone(), load)
}
