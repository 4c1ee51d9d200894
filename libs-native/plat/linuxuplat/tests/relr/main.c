/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/relocate.h>

#include <uc/test.h>

enum {
    WORDS = 200,
    BITS = 8 * sizeof(uintptr_t) - 1, /* of a bitmap entry */
};

static uintptr_t memory[WORDS];

static uintptr_t offset_of(unsigned word)
{
    return word * sizeof(uintptr_t);
}

static void clear(void)
{
    for (unsigned i = 0; i < WORDS; i++) {
        memory[i] = i;
    }
}

/* Whether exactly the words in (list), ended by WORDS, have moved. */
static void expect_moved(const unsigned *list)
{
    for (unsigned i = 0; i < WORDS; i++) {
        bool listed = *list == i;
        UC_EXPECT_EQ(memory[i], listed ? i + (uintptr_t)memory : i);
        list += listed ? 1 : 0;
    }
}

UC_TEST(an_even_entry_moves_one_word)
{
    const uintptr_t table[] = {offset_of(3), offset_of(100)};
    static const unsigned moved[] = {3, 100, WORDS};

    clear();
    uc_relocate((uintptr_t)memory, (uintptr_t)memory, table, table + 2);
    expect_moved(moved);
}

UC_TEST(a_bitmap_moves_words_behind_the_last_one)
{
    /* Bit 0 marks the entry as a bitmap; bit n is the nth word behind. */
    const uintptr_t table[] = {offset_of(10), 1 | 1 << 1 | 1 << 4};
    static const unsigned moved[] = {10, 11, 14, WORDS};

    clear();
    uc_relocate((uintptr_t)memory, (uintptr_t)memory, table, table + 2);
    expect_moved(moved);
}

UC_TEST(a_second_bitmap_goes_on_where_the_first_one_ends)
{
    const uintptr_t top = (uintptr_t)1 << BITS;
    const uintptr_t table[] = {offset_of(0), 1 | top, 1 | 1 << 1 | top};
    static const unsigned moved[] = {0, BITS, BITS + 1, 2 * BITS, WORDS};

    clear();
    uc_relocate((uintptr_t)memory, (uintptr_t)memory, table, table + 3);
    expect_moved(moved);
}

UC_TEST(an_empty_table_moves_nothing)
{
    static const unsigned moved[] = {WORDS};
    const uintptr_t table[1] = {0};

    clear();
    uc_relocate((uintptr_t)memory, (uintptr_t)memory, table, table);
    expect_moved(moved);
}
