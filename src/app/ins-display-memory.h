/* ins-display-memory.h - memory that the display shares with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/**
 * ins_display_memory_keep:
 *
 * On X11 Cairo hands a frame over in shared memory, which it lets go of when none of it is in use:
 * after every frame. A full HD frame is then 2000 new pages for the program and as many for the
 * display, more than half of its time. From here on a corner of that memory stays in use, and so it
 * stays. Does nothing on other displays, and nothing the second time. Main thread.
 */
void ins_display_memory_keep (GdkDisplay *display);

G_END_DECLS
