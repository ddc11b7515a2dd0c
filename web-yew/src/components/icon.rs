//! The app's few pictures, drawn inline so that none is a request of its own.

use yew::prelude::*;

/// A picture beside words; it says nothing that the words don't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Check,
    Clock,
    Cross,
    Return,
    Bin,
    Plus,
    Globe,
    Download,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Clock => "M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Return => "M9 7L4 12l5 5M4 12h11a5 5 0 0 1 0 10h-1",
            Self::Bin => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Globe => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M3 12h18M12 3a13 13 0 0 1 0 18M12 3a13 13 0 0 0 0 18",
            Self::Download => "M12 4v12M7 11l5 5 5-5M5 20h14",
        }
    }

    pub fn html(self) -> Html {
        html! {
            <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"
                stroke-linejoin="round" aria-hidden="true" focusable="false">
                <path d={self.path()} />
            </svg>
        }
    }
}
