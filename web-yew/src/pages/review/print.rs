//! 列印: the whole list that matches, not only the page that is on screen.

use super::data::all_rows;
use crate::{api::ApiError, browser, task::Task, task::use_task};
use shared_types::review::{ReviewQuery, ReviewRow};
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::closure::Closure;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::*;

/// The rows on paper while they are being printed, and the way to print.
#[derive(Clone)]
pub struct Printing {
    rows: UseStateHandle<Option<Rc<Vec<ReviewRow>>>>,
    task: Task,
    class_id: Uuid,
}

#[hook]
pub fn use_printing(class_id: Uuid) -> Printing {
    let rows = use_state_eq(|| None::<Rc<Vec<ReviewRow>>>);
    {
        let shown = rows.clone();
        use_printed(rows.is_some(), Callback::from(move |()| shown.set(None)));
    }
    Printing { rows, task: use_task(), class_id }
}

/// Prints as soon as what is to be printed is on the page, and says when that is done.
#[hook]
pub fn use_printed(is_there: bool, on_done: Callback<()>) {
    use_effect_with(is_there, move |is_there| {
        let done = Closure::<dyn Fn()>::new(move || on_done.emit(()));
        let target = browser::window();
        if *is_there {
            // Fails for no event of this kind; so below.
            let _ = target.add_event_listener_with_callback("afterprint", done.as_ref().unchecked_ref());
            // A browser that can't print shows it, at least.
            let _ = target.print();
        }
        move || {
            let _ = target.remove_event_listener_with_callback("afterprint", done.as_ref().unchecked_ref());
        }
    });
}

impl Printing {
    pub fn rows(&self) -> Option<&Rc<Vec<ReviewRow>>> {
        (*self.rows).as_ref()
    }

    pub fn is_loading(&self) -> bool {
        self.task.is_running()
    }

    /// `on_failure` hears why the rows couldn't be had.
    pub fn print(&self, query: ReviewQuery, on_failure: Callback<ApiError>) {
        let these = self.clone();
        self.task.run(async move {
            match all_rows(these.class_id, &query).await {
                Ok(rows) => these.rows.set(Some(Rc::new(rows))),
                Err(error) => on_failure.emit(error),
            }
        });
    }
}
