/* ins-recipe-button-private.h - what the files of the recipes' list share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-recipe-button.h"
#include "scan/ins-recipe-shelf.h"

G_BEGIN_DECLS

typedef enum
{
  INS_SHELF_LOOK,
  INS_SHELF_PUT,
  INS_SHELF_REPLACE,
  INS_SHELF_RENAME,
  INS_SHELF_REMOVE,
  INS_SHELF_RESTORE,
  INS_SHELF_STAR,
  INS_SHELF_USE,
} InsShelfWish;

struct _InsRecipeButton
{
  GtkBox parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkEntry *save_name;
  GtkButton *save;
  GtkLabel *message, *undo_label;
  GtkListBox *list;
  GtkWidget *undo_row;

  InsSession *session;
  char *folder;
  GPtrArray *entries;   /* InsShelfEntry as last seen; NULL: not yet */
  char *removed;        /* can be put back; NULL: nothing */
  gboolean can_replace; /* the name is taken, and a second click takes it over */
  gboolean starring;    /* what the star that is being clicked is to be */
};

/* Has a task thread do it and look again. */
void ins_recipe_button_ask (InsRecipeButton *self,
                            InsShelfWish wish,
                            const char *path,
                            const char *name);
/* By a click. */
void ins_recipe_button_take (InsRecipeButton *self, const InsShelfEntry *entry);

/* ins-recipe-button-list.c: the rows, and @error (nullable) over them. */
void ins_recipe_button_show (InsRecipeButton *self, const char *error);

G_END_DECLS
