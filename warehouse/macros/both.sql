{# One word for two things that may both have happened; empty when neither did. #}
{% macro both(first, first_word, second, second_word) -%}
    case
        when {{ first }} and {{ second }} then 'both'
        when {{ first }} then '{{ first_word }}'
        when {{ second }} then '{{ second_word }}'
    end
{%- endmacro %}
