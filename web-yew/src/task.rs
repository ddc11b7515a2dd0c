//! Work that takes a while, done once however often it is asked for, and what is awaited.

use crate::browser;
use std::{cell::Cell, future::Future, pin::Pin, rc::Rc, time::Duration};
use yew::{platform::time::sleep, prelude::*};

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Runs a future beside the page. Boxed, so that the app holds the machinery once and not per future.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Work = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}

/// Whether something is under way, and the way to start it.
#[derive(Clone, PartialEq)]
pub struct Task {
    running: UseStateHandle<bool>,
    // The state is only read anew with the next rendering; a double click comes before that.
    started: Rc<Cell<bool>>,
}

impl Task {
    /// For the busy state of a button.
    pub fn is_running(&self) -> bool {
        *self.running
    }

    /// Starts the work unless it is running already.
    pub fn run(&self, work: impl Future<Output = ()> + 'static) {
        self.run_boxed(Box::pin(work));
    }

    fn run_boxed(&self, work: Work) {
        if self.started.replace(true) {
            return;
        }
        self.running.set(true);
        let task = self.clone();
        spawn(async move {
            work.await;
            task.started.set(false);
            task.running.set(false);
        });
    }
}

/// One thing at a time: a form's submission.
#[hook]
pub fn use_task() -> Task {
    let started = use_memo((), |()| Cell::new(false));
    Task { running: use_state_eq(|| false), started }
}

/// Asks again every so often, as long as something is awaited and somebody looks at the page.
#[hook]
pub fn use_asking_again(awaited: bool, every: Duration, ask: Callback<()>) {
    use_effect_with((awaited, ask), move |(awaited, ask)| {
        let (waits, ask) = (Rc::new(Cell::new(*awaited)), ask.clone());
        let over = waits.clone();
        spawn(async move {
            while waits.get() {
                sleep(every).await;
                if waits.get() && !browser::document().hidden() {
                    ask.emit(());
                }
            }
        });
        move || over.set(false)
    });
}
