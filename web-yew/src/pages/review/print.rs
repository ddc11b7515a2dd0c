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

/// Prints what was loaded as soon as it is on the page.
#[hook]
pub fn use_printing(class_id: Uuid) -> Printing {
    let rows = use_state_eq(|| None::<Rc<Vec<ReviewRow>>>);
    {
        let shown = rows.clone();
        use_effect_with((*rows).clone(), move |rows| {
            let done = Closure::<dyn Fn()>::new(move || shown.set(None));
            let target = browser::window();
            if rows.is_some() {
                // Fails for no event of this kind; so below.
                let _ = target.add_event_listener_with_callback("afterprint", done.as_ref().unchecked_ref());
                // A browser that can't print shows the whole list, at least.
                let _ = target.print();
            }
            move || {
                let _ = target.remove_event_listener_with_callback("afterprint", done.as_ref().unchecked_ref());
            }
        });
    }
    Printing { rows, task: use_task(), class_id }
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
